class Leaf extends Audited {
    String name() {
        return "leaf";
    }
}
