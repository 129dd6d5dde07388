import java.util.function.UnaryOperator;

class Log {
    static UnaryOperator<String> logger() {
        return text -> "logged: " + text;
    }
}
