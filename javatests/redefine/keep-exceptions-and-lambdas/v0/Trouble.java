import java.util.function.Supplier;

class Trouble extends RuntimeException {
    int code = 7;

    @Override
    public String getMessage() {
        return "code " + code;
    }

    Supplier<String> teller() {
        return () -> "plain " + own();
    }

    private int own() {
        return code;
    }
}
