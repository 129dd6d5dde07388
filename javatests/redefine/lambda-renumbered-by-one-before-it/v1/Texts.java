import java.util.function.UnaryOperator;

class Texts {
    static UnaryOperator<String> make() {
        UnaryOperator<String> first = text -> text + "?";
        first.apply("y");
        return text -> text + "!";
    }
}
