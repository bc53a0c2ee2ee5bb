"""This service's refusals."""

from shared.web.errors import Refusal


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


class InstrumentVersionTaken(Refusal):
    status, code, title = 409, "instrument_version_taken", "The district has this version of the instrument already"


class InstrumentContradictory(Refusal):
    status, code, title = 422, "instrument_contradictory", "The instrument contradicts itself"


class InstrumentPublished(Refusal):
    status, code, title = 409, "instrument_published", "A published instrument does not change"


class InstrumentNotPublished(Refusal):
    status, code, title = 409, "instrument_not_published", "Only a published instrument can be administered"


class NoSuchInstrument(Refusal):
    status, code, title = 422, "no_such_instrument", "There is no such instrument in this district"


class NoSuchSchool(Refusal):
    status, code, title = 422, "no_such_school", "There is no such school in this district"


class AdministrationExists(Refusal):
    status, code, title = 409, "administration_exists", "The school has this instrument in this window already"


class AdministrationNotOpen(Refusal):
    status, code, title = 409, "administration_not_open", "The administration takes no more changes"


class ScoredAlready(Refusal):
    status, code, title = 409, "scored_already", "The administration is scored"


class AnswersUnfit(Refusal):
    status, code, title = 422, "answers_unfit", "Some answers do not fit the instrument"


class ItemsUnanswered(Refusal):
    status, code, title = 409, "items_unanswered", "Items without an answer cannot be scored"


class NoSuchStudent(Refusal):
    status, code, title = 422, "no_such_student", "There is no such student in this district"


class NoSuchStaff(Refusal):
    status, code, title = 422, "no_such_staff", "There is no such staff member in this district"


class NoLegalBasis(Refusal):
    status, code, title = 403, "no_legal_basis", "No legal basis covers giving these student records to this caller"


class DirectoryNotOpen(Refusal):
    status, code, title = 409, "directory_not_open", "No directory information may leave yet"


class SignerMissing(Refusal):
    status, code, title = 422, "signer_missing", "It is not said who signed"


class AssignedAlready(Refusal):
    status, code, title = 409, "assigned_already", "They are assigned to the student in this way already"


class DaysOutOfOrder(Refusal):
    status, code, title = 422, "days_out_of_order", "The last day lies before the first"


#: The refusal a breach of a constraint is.
CONFLICTS: dict[str, type[Refusal]] = {
    "uq_instruments_code_edition": InstrumentVersionTaken,
    "uq_administrations_once": AdministrationExists,
    "uq_caseload_assignments_once": AssignedAlready,
    "fk_administrations_instrument": NoSuchInstrument,
}
