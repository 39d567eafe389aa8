import hashlib
import io
import json
import random
import zipfile
from dataclasses import replace

import pytest

from signpost.errors import ExportError
from signpost.indicators.measure import METHOD_VERSION
from signpost.snapshots.document import FORMAT, digest_of, laid_out
from signpost.snapshots.seal import SEAL, seal, unseal


def repacked(files, *, marked=True, kind=zipfile.ZIP_DEFLATED):
    """A zip of these files, with a fitting seal if `marked`: what a forger, or another program, would make."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", kind) as archive:
        for name, data in files:
            archive.writestr(name, data)
        if marked:
            archive.comment = f"{SEAL}{'0' * 64}".encode()
    if not marked:
        return packed.getvalue()
    body = packed.getvalue()[:-64]
    return body + hashlib.sha256(body).hexdigest().encode()


def resealed(document, **manifest):
    """A file whose seal and manifest fit whatever document is in it."""
    data = laid_out(document)
    listed = {"snapshot.json": {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}}
    said = {"seal": 1, "snapshot": document.get("id"), "digest": document.get("digest"), "files": listed} | manifest
    return repacked([("snapshot.json", data), ("manifest.json", laid_out(said))])


def whole(snapshot):
    return json.loads(laid_out({**snapshot.document, "digest": snapshot.digest}))


def test_what_is_sealed_comes_out_equal(snapshot):
    assert unseal(seal(snapshot)) == snapshot


def test_the_same_snapshot_gives_the_same_bytes(snapshot, evidence, freezing):
    assert seal(snapshot) == seal(freezing(evidence)) == seal(unseal(seal(snapshot)))


def test_the_file_opens_in_any_zip_program_and_says_what_it_is(snapshot):
    with zipfile.ZipFile(io.BytesIO(seal(snapshot))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["README.txt", "snapshot.json", "manifest.json"]
        told = archive.read("README.txt").decode()
        manifest = json.loads(archive.read("manifest.json"))
        document = json.loads(archive.read("snapshot.json"))
        for name, said in manifest["files"].items():
            assert said["sha256"] == hashlib.sha256(archive.read(name)).hexdigest()
    for mark in (
        snapshot.digest,
        snapshot.framework_id,
        "2026-11-20",
        "2026-11-21 09:30:00 UTC",
        "TLP:CLEAR",
        f"version {METHOD_VERSION}",
    ):
        assert mark in told
    assert document == {**snapshot.document, "digest": snapshot.digest}


def test_a_changed_byte_is_found_wherever_it_is(freezing, inventing):
    data = seal(freezing(inventing(30)))
    places = {*random.Random(3).sample(range(len(data)), 400), *range(60), *range(len(data) - 400, len(data))}
    for place in sorted(places):
        changed = bytearray(data)
        changed[place] ^= 1 << (place % 8)
        with pytest.raises(ExportError):
            unseal(bytes(changed))


@pytest.mark.parametrize("left", [0, 1, 21, 300, -200, -65, -1])
def test_a_cut_file_is_refused(snapshot, left):
    with pytest.raises(ExportError, match=r"brief\.zip: "):
        unseal(seal(snapshot)[:left], "brief.zip")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "is no sealed snapshot", id="nothing"),
        pytest.param(b"%PDF-1.7 and so on", "is no sealed snapshot", id="another kind of file"),
        pytest.param(
            repacked([("a.txt", b"a")], marked=False), "is a zip file, but no sealed snapshot", id="another zip"
        ),
        pytest.param(repacked([("a.txt", b"a")]), "has no manifest.json", id="a seal around something else"),
        pytest.param(
            repacked([("snapshot.json", b"{}"), ("manifest.json", b"[" * 100_000)]), "cannot be read", id="deep nesting"
        ),
        pytest.param(
            repacked([("snapshot.json", b"{}"), ("manifest.json", b"[]")]), "is no JSON object", id="not an object"
        ),
        pytest.param(
            repacked([("manifest.json", b'{"files": {"snapshot.json": {}}}'), ("snapshot.json", b"{}")]),
            "does not match the manifest",
            id="a manifest that does not fit",
        ),
        pytest.param(
            repacked([("snapshot.json", b"{}"), ("manifest.json", b'{"files": {}}')]),
            "does not hold the files",
            id="a file that is not listed",
        ),
        pytest.param(repacked([("bomb", bytes(32_000_000))]), "not opened", id="a file that swells a thousandfold"),
        pytest.param(repacked([(f"{i}", b"") for i in range(99)]), "not opened", id="too many files"),
        pytest.param(repacked([("a", b"a")], kind=zipfile.ZIP_LZMA), "packed in a way", id="another compression"),
    ],
)
def test_a_foreign_file_is_refused_in_a_sentence(data, says):
    with pytest.raises(ExportError, match=says):
        unseal(data)


def test_a_file_that_was_unpacked_and_packed_again_is_named_as_such(snapshot):
    with zipfile.ZipFile(io.BytesIO(seal(snapshot))) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    with pytest.raises(ExportError, match="its seal is missing"):
        unseal(repacked(files, marked=False))


def test_a_file_held_twice_is_refused(snapshot):
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = repacked([("snapshot.json", b"{}"), ("snapshot.json", b"{}")])
    with pytest.raises(ExportError, match="holds a file twice"):
        unseal(data)


def test_a_seal_made_anew_around_a_changed_document_is_found_by_the_digest(snapshot):
    document = whole(snapshot)
    document["indicators"][0]["level"] += 1e-9
    with pytest.raises(ExportError, match="digest does not match"):
        unseal(resealed(document))


def test_a_newer_document_says_so(snapshot):
    document = whole(snapshot)
    document["signpost"]["format"] = FORMAT + 1
    document["digest"] = digest_of(document)
    with pytest.raises(ExportError, match="newer Signpost"):
        unseal(resealed(document))


def spoil(key, value):
    def act(document):
        *path, last = key
        for step in path:
            document = document[step]
        if value is None:
            del document[last]
        else:
            document[last] = value

    return act


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(spoil(("indicators",), None), id="no indicators"),
        pytest.param(spoil(("indicators", 0, "level"), "62"), id="a level in words"),
        pytest.param(spoil(("framework", "factors", 0, "color", "light"), "url(https://x)"), id="a colour that loads"),
        pytest.param(spoil(("trends", 1, "level", 0), None), id="a short trend"),
        pytest.param(spoil(("trends", 0, "id"), "other"), id="another factor's trend"),
        pytest.param(spoil(("evidence", 0, "day"), "yesterday"), id="a day in words"),
        pytest.param(spoil(("evidence", 0, "title"), 7), id="a title that is a number"),
        pytest.param(spoil(("evidence", 0, "more"), "x"), id="an unknown key"),
        pytest.param(spoil(("known_at",), "2026-13-01"), id="a time that is none"),
        pytest.param(spoil(("composite", "since"), 5), id="a composite without a day"),
    ],
)
def test_a_well_sealed_document_of_another_shape_is_refused(snapshot, act):
    document = whole(snapshot)
    act(document)
    document["digest"] = digest_of(document)
    with pytest.raises(ExportError, match="damaged"):
        unseal(resealed(document))


def test_an_honest_reseal_passes_the_same_checks(snapshot):
    assert unseal(resealed(whole(snapshot))) == snapshot


def test_a_snapshot_of_twenty_thousand_tags_is_sealed_and_opened(freezing, inventing):
    large = freezing(inventing(20_000))
    data = seal(large)
    assert unseal(data) == large
    assert len(large.document["evidence"]) > 19_000
    assert len(data) < 3_000_000


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "C:\\x.exe", "macro.js"])
def test_a_file_that_does_not_belong_there_is_refused_though_seal_and_manifest_fit(snapshot, name):
    document = whole(snapshot)
    data = laid_out(document)
    files = [("snapshot.json", data), (name, b"x")]
    listed = {n: {"bytes": len(d), "sha256": hashlib.sha256(d).hexdigest()} for n, d in files}
    said = {"seal": 1, "snapshot": snapshot.id, "digest": snapshot.digest, "files": listed}
    with pytest.raises(ExportError, match="which no snapshot does"):
        unseal(repacked([*files, ("manifest.json", laid_out(said))]))


def test_sealing_can_be_stopped(snapshot):
    def stop():
        raise ExportError("x", "stopped")

    with pytest.raises(ExportError, match="stopped"):
        seal(snapshot, stop)


def test_another_digest_is_another_file(snapshot):
    with pytest.raises(ExportError, match="digest does not match"):
        unseal(seal(replace(snapshot, digest="0" * 64)))
