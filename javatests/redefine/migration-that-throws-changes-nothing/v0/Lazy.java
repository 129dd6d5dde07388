class Lazy {
    static int value = ++Ledger.changes;
}
