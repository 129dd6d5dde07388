/** Names both and uses neither as the other. */
class Other {
    String show() {
        Named named = () -> "other";
        return named.name() + " " + Main.TAG.name();
    }
}
