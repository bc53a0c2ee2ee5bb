"""What a lock says is installed once, and again when it says something else."""

from pathlib import Path

import pytest

from shared.testing.trees import ToolFailed, Tree


def test_a_tree_is_installed_once_for_each_lock(tmp_path: Path) -> None:
    folder, lock, installs = tmp_path / "kept" / "packages", tmp_path / "lock", []

    def install() -> None:
        folder.mkdir(exist_ok=True)
        installs.append(lock.read_text())

    for said in ("one", "one", "two", "two"):
        lock.write_text(said)
        Tree(folder, lock, install).ensure()

    assert installs == ["one", "two"]


def test_an_install_that_failed_is_tried_again(tmp_path: Path) -> None:
    folder, lock, fails = tmp_path / "packages", tmp_path / "lock", [False, True, False]
    lock.write_text("one")

    def install() -> None:
        folder.mkdir(exist_ok=True)
        if fails.pop(0):
            raise ToolFailed("the network is away")

    tree = Tree(folder, lock, install)
    tree.ensure()
    lock.write_text("two")
    with pytest.raises(ToolFailed):
        tree.ensure()
    lock.write_text("one")
    tree.ensure()

    assert fails == []
