"""What lies in columns is carried along when they stretch: nothing lost, nothing negative, even stays even."""

import numpy as np
import pytest

from neointima.numerics.moved_columns import Columns, carried


def columns(volumes, layers):
    """One sector of rings with these volumes, or several sectors side by side."""
    volumes = np.atleast_2d(volumes)
    rings, sectors = volumes.shape[1], volumes.shape[0]
    number = np.arange(rings * sectors).reshape(sectors, rings).T.copy()
    return Columns(number, volumes.ravel().astype(float), np.asarray(layers, dtype=np.int64))


def test_an_even_layer_stays_even_when_it_stretches():
    before, after = columns([1, 1, 2, 2], [0, 0, 1, 1]), columns([1, 1, 1, 1, 4], [0, 0, 0, 0, 1])
    density = np.array([3.0, 3.0, 5.0, 5.0])
    found = carried(before, after, (density * before.volumes)[None])[0]
    # The first layer grows from 2 to 4: half as dense. The second keeps its size.
    np.testing.assert_allclose(found / after.volumes, [1.5, 1.5, 1.5, 1.5, 5.0], rtol=1e-14)


def test_nothing_is_lost_and_nothing_is_negative_on_any_columns():
    luck = np.random.default_rng(4)
    for _ in range(50):
        sectors, old, new = luck.integers(1, 5), luck.integers(2, 9), luck.integers(2, 9)
        before = columns(luck.random((sectors, old)) + 0.01, np.sort(luck.integers(0, 3, old)))
        layers = np.sort(luck.integers(0, 3, new))
        layers[-1] = 2
        after = columns(luck.random((sectors, new)) + 0.01, layers)
        amounts = luck.random((3, sectors * old))
        found = carried(before, after, amounts)
        assert (found >= 0).all()
        np.testing.assert_allclose(found.sum(axis=1), amounts.sum(axis=1), rtol=1e-13)


def test_the_same_columns_give_back_what_they_had():
    same = columns([0.3, 0.5, 1.1, 0.2], [0, 1, 1, 2])
    amounts = np.array([[1.0, 2.0, 3.0, 4.0]])
    np.testing.assert_allclose(carried(same, same, amounts), amounts, rtol=1e-14)


def test_nothing_crosses_from_layer_to_layer():
    before, after = columns([1, 1, 1], [0, 1, 2]), columns([5, 0.2, 0.3, 1], [0, 1, 1, 2])
    found = carried(before, after, np.array([[0.0, 7.0, 0.0]]))
    np.testing.assert_allclose(found, [[0.0, 2.8, 4.2, 0.0]], rtol=1e-14)


def test_what_a_layer_that_vanished_held_goes_outwards():
    before, after = columns([1, 1, 1], [0, 1, 2]), columns([1, 1], [1, 2])
    np.testing.assert_allclose(carried(before, after, np.array([[2.0, 3.0, 4.0]])), [[5.0, 4.0]], rtol=1e-14)


def test_a_step_moves_with_its_tissue_to_first_order():
    """A front in a layer that stretches evenly: the error in L1 falls with the size of cells."""
    errors = []
    for rings in (50, 100, 200):
        before, after = (
            columns(np.full(rings, 1 / rings), np.zeros(rings)),
            columns(np.full(rings + 7, 2 / (rings + 7)), np.zeros(rings + 7)),
        )
        middle = (np.arange(rings) + 0.5) / rings
        found = carried(before, after, (np.exp(-5 * middle) / rings)[None])[0] / after.volumes
        exact = np.exp(-5 * (np.arange(rings + 7) + 0.5) / (rings + 7)) / 2
        errors.append(np.abs(found - exact).mean())
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert (orders > 0.8).all()


def test_columns_without_room_or_of_other_sectors_are_refused():
    with pytest.raises(ArithmeticError, match="lost all its tissue"):
        carried(columns([1, 1], [0, 1]), columns([1, 1], [0, 0]), np.ones((1, 2)))
    with pytest.raises(ArithmeticError, match="the same sectors"):
        carried(columns([[1, 1]], [0, 1]), columns([[1, 1], [1, 1]], [0, 1]), np.ones((1, 2)))
