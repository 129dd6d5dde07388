public class Main {
    static class Leaf extends Middle {
        String viaSuper() {
            return super.who() + (super.who().equals("middle") ? " over base" : "");
        }
    }

    public static void main(String[] args) {
        Leaf leaf = new Leaf();
        do {
            System.out.println(leaf.who());
            System.out.println(leaf.viaSuper());
        } while (Live.update());
    }
}
