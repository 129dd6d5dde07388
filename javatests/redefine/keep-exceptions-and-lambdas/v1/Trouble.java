import java.util.function.Supplier;

class Trouble extends RuntimeException {
    String place = "hall";
    int code = 7;

    @Override
    public String getMessage() {
        return "code " + code + " in " + place;
    }

    Supplier<String> teller() {
        return () -> "loud " + own();
    }

    private String own() {
        return code + " " + place;
    }
}
