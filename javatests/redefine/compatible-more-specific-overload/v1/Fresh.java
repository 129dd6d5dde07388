class Fresh {
    static String call(Printer printer) {
        String text = "x";
        return printer.kind(text);
    }
}
