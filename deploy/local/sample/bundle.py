"""The OneRoster 1.2 CSV bulk bundle as a file: headers, manifest, and a zip that is always the same."""

import csv
import io
import zipfile
from pathlib import Path

from deploy.local.sample.schools import Row

HEADERS = {
    "academicSessions": ("sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear"),
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "users": (
        "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,"
        "identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,"
        "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns"
    ),
    "roles": (
        "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
        "userProfileSourcedId"
    ),
    "courses": (
        "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,"
        "subjectCodes"
    ),
    "classes": (
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
        "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods"
    ),
    "enrollments": (
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate"
    ),
    "demographics": (
        "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,"
        "blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,"
        "hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,"
        "publicSchoolResidenceStatus"
    ),
}
_ABSENT = (
    "categories,classResources,courseResources,lineItemLearningObjectiveIds,lineItems,lineItemScoreScales,"
    "resources,resultLearningObjectiveIds,results,resultScoreScales,scoreScales,userProfiles,userResources"
)
_WRITTEN_AT = (2026, 8, 17, 6, 0, 0)


def write_zip(path: Path, tables: dict[str, list[Row]]) -> None:
    """Writes the manifest and one CSV file for each of `tables` (file name without ending to rows)."""
    with zipfile.ZipFile(path, "w") as bundle:
        _add(bundle, "manifest", "propertyName,value", _manifest_rows())
        for name, rows in tables.items():
            _add(bundle, name, HEADERS[name], rows)


def _manifest_rows() -> list[Row]:
    modes = dict.fromkeys(HEADERS, "bulk") | dict.fromkeys(_ABSENT.split(","), "absent")
    return [
        ("manifest.version", "1.0"),
        ("oneroster.version", "1.2"),
        *((f"file.{name}", modes[name]) for name in sorted(modes, key=str.lower)),
        ("source.systemName", "Cedar Valley sample"),
        ("source.systemCode", "cedar-valley"),
    ]


def _add(bundle: zipfile.ZipFile, name: str, header: str, rows: list[Row]) -> None:
    # A fixed time and fixed attributes: the bytes must not tell when or on what machine they were written.
    entry = zipfile.ZipInfo(f"{name}.csv", _WRITTEN_AT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    bundle.writestr(entry, text.getvalue().encode())
