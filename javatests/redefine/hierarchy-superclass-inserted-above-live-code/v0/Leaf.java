class Leaf extends Base {
    String name() {
        return "leaf";
    }
}
