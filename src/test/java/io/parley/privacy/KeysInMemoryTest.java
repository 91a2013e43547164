package io.parley.privacy;

class KeysInMemoryTest extends KeyRowsContract {

    private final KeysInMemory rows = new KeysInMemory();

    @Override
    KeyRows rows() {
        return rows;
    }
}
