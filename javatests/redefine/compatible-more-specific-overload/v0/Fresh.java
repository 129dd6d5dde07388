class Fresh {
    static String call(Printer printer) {
        return printer.kind("x");
    }
}
