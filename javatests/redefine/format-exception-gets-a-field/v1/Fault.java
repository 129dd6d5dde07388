class Fault extends RuntimeException {
    int code = 5;

    Fault(String message) {
        super(message);
    }

    String extra() {
        return ", code " + code;
    }
}
