"""Refusals of roster imports."""

from shared.errors import Refusal


class BundleNotAZip(Refusal):
    status, code, title = 422, "bundle_not_a_zip", "The body is not a zip file that can be read whole"


class BundleEncrypted(Refusal):
    status, code, title = 422, "bundle_encrypted", "The bundle is encrypted"


class BundlePathRefused(Refusal):
    status, code, title = 422, "bundle_path_refused", "A file of the bundle stands in a folder, twice or at an odd path"


class BundleWithoutManifest(Refusal):
    status, code, title = 422, "bundle_without_manifest", "The bundle has no readable manifest.csv"


class BundleVersionUnsupported(Refusal):
    status, code, title = 422, "bundle_version_unsupported", "The manifest names a version this service does not read"


class BundleFilesDisagree(Refusal):
    status, code, title = 422, "bundle_files_disagree", "The manifest and the files of the bundle disagree"


class BundleModeDisagrees(Refusal):
    status, code, title = 422, "bundle_mode_disagrees", "The manifest and the mode asked for disagree"


class BundleTooLargeUnpacked(Refusal):
    status, code, title = 422, "bundle_too_large_unpacked", "The bundle unpacks to more than this call takes"


class BundleNotUtf8(Refusal):
    status, code, title = 422, "bundle_not_utf8", "A file of the bundle is not UTF-8 text"


class RosterWouldShrink(Refusal):
    status, code, title = 422, "roster_would_shrink", "The import would delete more than half of what there is"


class FileMalformed(Refusal):
    status, code, title = 422, "file_malformed", "A file of the bundle is not CSV to its end"


class ImportBrokeOff(Refusal):
    status, code, title = 500, "import_broke_off", "The import broke off again and again"


class ImportSuperseded(Refusal):
    status, code, title = 409, "import_superseded", "A bundle that was sent later is in the roster already"
