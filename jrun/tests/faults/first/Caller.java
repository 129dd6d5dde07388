public class Caller {
    static String take(Base base) {
        return "took " + base.number;
    }

    static String call(Leaf leaf) {
        return "call";
    }
}
