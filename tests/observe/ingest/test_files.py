"""Files as people name them …"""

import gzip
import io
import os
import struct
import tarfile
import threading
import zipfile
from pathlib import Path

import pytest

from adhelm.observe.ingest.store.files import Found, find
from adhelm.observe.ingest.types import Limits


def found(*paths: Path | str, limits: Limits | None = None, stdin: bytes = b"") -> list[Found]:
    names = [str(path) for path in paths]
    return list(find(names, limits=limits or Limits(), stdin=io.BytesIO(stdin)))


def contents(*paths: Path | str, stdin: bytes = b"") -> dict[str, bytes]:
    names = [str(path) for path in paths]
    return {
        one.name: one.path.read_bytes()
        for one in find(names, limits=Limits(), stdin=io.BytesIO(stdin))
        if one.error is None and not one.skipped
    }


def codes(*paths: Path | str, limits: Limits | None = None) -> list[str]:
    return [one.error.code for one in found(*paths, limits=limits) if one.error]


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, mode: str, *infos: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]  # the mode is a parameter
        for info, content in infos:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


class TestPaths:
    def test_are_taken_in_the_order_given(self, tmp_path: Path):
        for name in "ba":
            (tmp_path / name).write_text(name)
        assert [Path(one.name).name for one in found(tmp_path / "b", tmp_path / "a")] == ["b", "a"]

    def test_may_be_folders_read_deep_sorted_and_without_what_is_hidden(self, tmp_path: Path):
        for name in ("z.csv", "a.csv", "in/b.csv", ".hidden.csv", ".git/c.csv", "~$a.xlsx"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(name)
        names = [str(Path(one.name).relative_to(tmp_path)) for one in found(tmp_path)]
        assert names == ["a.csv", "z.csv", "in/b.csv"]

    def test_leave_out_homes_and_warehouses_of_ours(self, tmp_path: Path):
        for name in ("a.csv", "home/adhelm.toml", "home/b.csv", "lake/_delta_log/0.json",
                     "lake/c.parquet"):  # fmt: skip
            (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
            (tmp_path / name).write_text(name)
        assert [Path(one.name).name for one in found(tmp_path)] == ["a.csv"]

    def test_leave_out_what_is_no_table_by_its_name_and_say_so(self, tmp_path: Path):
        (tmp_path / "README.md").write_text("hello")
        (tmp_path / "a.csv").write_text("a")
        assert [one.skipped for one in found(tmp_path)] == [True, False]
        assert [one.skipped for one in found(tmp_path / "README.md")] == [False]

    def test_may_be_patterns(self, tmp_path: Path):
        for name in ("2.csv", "1.csv", "3.txt"):
            (tmp_path / name).write_text(name)
        assert [Path(one.name).name for one in found(tmp_path / "*.csv")] == ["1.csv", "2.csv"]

    def test_may_be_standard_input(self):
        assert contents("-", stdin=b"a,b\n") == {"stdin": b"a,b\n"}

    def test_may_be_packed_standard_input(self):
        assert contents("-", stdin=gzip.compress(b"a,b\n")) == {"stdin": b"a,b\n"}

    def test_may_be_pipes(self, tmp_path: Path):
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_bytes, args=(b"a,b\n",))
        writer.start()
        assert contents(pipe) == {str(pipe): b"a,b\n"}
        writer.join()

    def test_that_are_missing_stop_no_other(self, tmp_path: Path):
        (tmp_path / "a.csv").write_text("a")
        one, other = found(tmp_path / "gone.csv", tmp_path / "a.csv")
        assert one.error is not None
        assert one.error.code == "file.missing"
        assert other.error is None

    def test_that_match_nothing_say_so(self, tmp_path: Path):
        (one,) = found(tmp_path / "*.csv")
        assert one.error is not None
        assert one.error.hint == "nothing matches the pattern"

    def test_may_not_be_links_out_of_the_folder(self, tmp_path: Path):
        (tmp_path / "secret.csv").write_text("secret")
        folder = tmp_path / "drop"
        folder.mkdir()
        (folder / "a.csv").symlink_to("../secret.csv")
        assert codes(folder) == ["file.path_escapes"]

    def test_may_not_be_larger_than_the_limit(self, tmp_path: Path):
        with (tmp_path / "a.csv").open("wb") as sparse:
            sparse.truncate(2 * 1024**3)
        (one,) = found(tmp_path / "a.csv", limits=Limits(max_bytes=1024**3))
        assert one.error is not None
        assert one.error.code == "file.too_large"
        assert "MAX_BYTES" in one.error.hint

    def test_may_not_be_more_than_the_limit(self, tmp_path: Path):
        for number in range(3):
            (tmp_path / f"{number}.csv").write_text("a")
        assert codes(tmp_path, limits=Limits(max_files=2)) == ["file.too_many"]


class TestArchives:
    def test_are_unpacked_whatever_they_are_called(self, tmp_path: Path):
        path = zipped(tmp_path / "export", **{"b.csv": b"b", "in/a.csv": b"a", "notes.md": b""})
        assert contents(path) == {f"{path}/b.csv": b"b", f"{path}/in/a.csv": b"a"}

    def test_may_lie_in_folders_and_in_each_other(self, tmp_path: Path):
        inner = zipped(tmp_path / "inner.zip", **{"a.csv": b"a"}).read_bytes()
        (tmp_path / "inner.zip").unlink()
        zipped(tmp_path / "outer.zip", **{"inner.zip": inner})
        assert list(contents(tmp_path).values()) == [b"a"]

    def test_of_one_gzipped_file_are_that_file(self, tmp_path: Path):
        path = tmp_path / "a.csv.gz"
        path.write_bytes(gzip.compress(b"a,b\n"))
        assert contents(path) == {str(tmp_path / "a.csv"): b"a,b\n"}

    @pytest.mark.parametrize(("name", "mode"), [("a.tar", "w"), ("a.tar.gz", "w:gz")])
    def test_may_be_tars(self, tmp_path: Path, name: str, mode: str):
        path = tarred(tmp_path / name, mode, (tarfile.TarInfo("in/a.csv"), b"a,b\n"))
        assert list(contents(path).values()) == [b"a,b\n"]

    def test_are_gone_from_the_disk_afterwards(self, tmp_path: Path):
        path = zipped(tmp_path / "a.zip", **{"a.csv": b"a"})
        assert not any(one.path.exists() for one in found(path))

    def test_that_are_workbooks_are_left_as_they_are(self, tmp_path: Path):
        path = zipped(tmp_path / "a.xlsx", **{"[Content_Types].xml": b"<x/>", "xl/a.xml": b"<x/>"})
        assert list(contents(path)) == [str(path)]


class TestBombs:
    def test_by_size_are_refused(self, tmp_path: Path):
        path = zipped(tmp_path / "a.zip", **{"a.csv": bytes(5_000_000)})
        assert codes(path, limits=Limits(max_expanded_bytes=4_000_000)) == ["archive.bomb"]

    def test_by_ratio_are_refused(self, tmp_path: Path):
        path = zipped(tmp_path / "a.zip", **{"a.csv": bytes(5_000_000)})
        assert codes(path, limits=Limits(ratio_from=1_000_000)) == ["archive.bomb"]

    def test_by_number_are_refused(self, tmp_path: Path):
        path = zipped(tmp_path / "a.zip", **{f"{n}.csv": b"a" for n in range(20)})
        assert codes(path, limits=Limits(max_files=10)) == ["archive.bomb"]

    def test_by_depth_are_refused(self, tmp_path: Path):
        content = b"a,b\n"
        for _ in range(6):
            content = gzip.compress(content)
        (tmp_path / "a.gz").write_bytes(content)
        assert codes(tmp_path / "a.gz") == ["archive.bomb"]

    def test_spread_over_nested_archives_are_refused(self, tmp_path: Path):
        inner = zipped(tmp_path / "inner.zip", **{"a.csv": bytes(1_000_000)}).read_bytes()
        path = zipped(tmp_path / "a.zip", **{f"{n}.zip": inner for n in range(6)})
        assert "archive.bomb" in codes(path, limits=Limits(max_expanded_bytes=4_000_000))

    def test_that_are_workbooks_are_refused(self, tmp_path: Path):
        members = {"[Content_Types].xml": b"", "xl/sheet1.xml": bytes(5_000_000)}
        path = zipped(tmp_path / "a.xlsx", **members)
        assert codes(path, limits=Limits(max_expanded_bytes=4_000_000)) == ["archive.bomb"]

    def test_that_lie_about_their_size_are_refused(self, tmp_path: Path):
        path = zipped(tmp_path / "a.zip", **{"a.csv": bytes(5_000_000)})
        packed = path.read_bytes()
        path.write_bytes(packed.replace(struct.pack("<L", 5_000_000), struct.pack("<L", 10)))
        assert codes(path) == ["archive.damaged"]


class TestEscapes:
    @pytest.mark.parametrize("name", ["../a.csv", "/a.csv", "in/../../a.csv", "C:\\a.csv", "..\\a"])
    def test_by_name_are_refused(self, tmp_path: Path, name: str):
        path = zipped(tmp_path / "a.zip", **{"good.csv": b"a", name: b"bad"})
        assert codes(path) == ["archive.path_escapes"]
        assert contents(path) == {}

    @pytest.mark.parametrize("name", ["../a.csv", "/a.csv"])
    def test_from_tars_are_refused(self, tmp_path: Path, name: str):
        path = tarred(tmp_path / "a.tar", "w", (tarfile.TarInfo(name), b"bad"))
        assert codes(path) == ["archive.path_escapes"]

    def test_by_links_in_tars_are_refused(self, tmp_path: Path):
        link = tarfile.TarInfo("a.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        assert codes(tarred(tmp_path / "a.tar", "w", (link, b""))) == ["archive.path_escapes"]

    def test_by_links_in_zips_are_refused(self, tmp_path: Path):
        link = zipfile.ZipInfo("a.csv")
        link.external_attr = 0o120777 << 16
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr(link, "/etc/passwd")
        assert codes(tmp_path / "a.zip") == ["archive.path_escapes"]


class TestDamage:
    def test_is_told(self, tmp_path: Path):
        whole = zipped(tmp_path / "a.zip", **{"a.csv": os.urandom(10_000)}).read_bytes()
        (tmp_path / "a.zip").write_bytes(whole[:5_000])
        (tmp_path / "b.csv.gz").write_bytes(gzip.compress(os.urandom(10_000))[:5_000])
        assert codes(tmp_path / "a.zip") == ["archive.damaged"]
        assert codes(tmp_path / "b.csv.gz") == ["archive.damaged"]

    def test_stops_no_other_file(self, tmp_path: Path):
        (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 no more")
        (tmp_path / "b.csv").write_text("b")
        assert list(contents(tmp_path).values()) == [b"b"]

    def test_by_password_is_told(self, tmp_path: Path):
        path = zipped(tmp_path / "a.zip", **{"a.csv": b"a"})
        packed = bytearray(path.read_bytes())
        for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            packed[packed.index(magic) + offset] |= 1
        path.write_bytes(packed)
        assert codes(path) == ["archive.locked"]
