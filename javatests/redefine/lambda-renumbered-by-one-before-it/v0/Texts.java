import java.util.function.UnaryOperator;

class Texts {
    static UnaryOperator<String> make() {
        return text -> text + "!";
    }
}
