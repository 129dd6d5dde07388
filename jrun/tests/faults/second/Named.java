public interface Named {
    default String name() {
        return "NAMED";
    }
}
