abstract class Named {
    String name() {
        return getClass().getName();
    }
}
