public class Main {
    static int count(Object[] all) {
        int matches = 0;
        for (Object one : all) {
            if (one instanceof Green) {
                matches++;
            }
        }
        return matches;
    }

    public static void main(String[] args) {
        Object[] all = new Object[1000];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Leafy();
        }
        for (int i = 0; i < 20; i++) {
            count(all);
        }
        do {
            System.out.println("matches " + count(all));
        } while (Live.update());
    }
}
