"""Refusals of roster imports."""

from shared.errors import Refusal


class BundleNotAZip(Refusal):
    status, code, title = 422, "bundle_not_a_zip", "The body is not a complete zip file"


class BundleEncrypted(Refusal):
    status, code, title = 422, "bundle_encrypted", "The bundle is encrypted"


class BundlePathRefused(Refusal):
    status, code, title = (
        422,
        "bundle_path_refused",
        "A file of the bundle lies in a folder of its own, appears twice or has an unsafe path",
    )


class BundleWithoutManifest(Refusal):
    status, code, title = 422, "bundle_without_manifest", "The bundle has no readable manifest.csv"


class BundleVersionUnsupported(Refusal):
    status, code, title = 422, "bundle_version_unsupported", "The manifest names a version this service does not read"


class BundleFilesDisagree(Refusal):
    status, code, title = 422, "bundle_files_disagree", "The manifest and the files of the bundle disagree"


class BundleModeDisagrees(Refusal):
    status, code, title = 422, "bundle_mode_disagrees", "The manifest and the mode asked for disagree"


class BundleTooLargeUnpacked(Refusal):
    status, code, title = 422, "bundle_too_large_unpacked", "The unpacked bundle is larger than this call accepts"


class BundleTooManyFiles(Refusal):
    status, code, title = 422, "bundle_too_many_files", "The bundle holds more files than this call accepts"


class BundlePackedTooTight(Refusal):
    status, code, title = 422, "bundle_packed_too_tight", "A file of the bundle unpacks to far more than a roster does"


class BundleTooManyRows(Refusal):
    status, code, title = 422, "bundle_too_many_rows", "A file of the bundle has more rows than this call accepts"


class BundleTooManyCells(Refusal):
    status, code, title = 422, "bundle_too_many_cells", "A row of the bundle has more cells than this service reads"


class BundleCellTooLarge(Refusal):
    status, code, title = (
        422,
        "bundle_cell_too_large",
        "A cell or a row of the bundle is longer than this service reads",
    )


class BundleNotUtf8(Refusal):
    status, code, title = 422, "bundle_not_utf8", "It is not certain in which encoding a file of the bundle is written"


class RosterWouldShrink(Refusal):
    status, code, title = 422, "roster_would_shrink", "The import would leave much less than there is"


class FileMalformed(Refusal):
    status, code, title = 422, "file_malformed", "A file of the bundle is not valid CSV"


class ImportNotHeld(Refusal):
    status, code, title = 409, "import_not_held", "The import is not held back, or waits no longer"


class ImportNotRestorable(Refusal):
    status, code, title = 409, "import_not_restorable", "The import cannot be taken back, or no more"


class ImportBrokeOff(Refusal):
    status, code, title = 500, "import_broke_off", "The import failed repeatedly"


class ImportSuperseded(Refusal):
    status, code, title = 409, "import_superseded", "A bundle sent later has been imported already"


class ImportTookTooLong(Refusal):
    status, code, title = 422, "import_took_too_long", "The import took longer than one may"
