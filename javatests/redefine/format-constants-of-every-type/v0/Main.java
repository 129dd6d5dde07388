/** Among so much that stays the parts are converted where they are, and what they start with is stored by that. */
public class Main {
    public static void main(String[] args) {
        Object[] others = new Object[20];
        for (int at = 0; at < others.length; at++) {
            others[at] = new long[110_000];
        }
        Part[] parts = new Part[3000];
        for (int at = 0; at < parts.length; at++) {
            parts[at] = at % 3 == 0 ? new Wheel(at) : new Part(at);
        }
        System.gc();
        Part young = new Part(-1);
        do {
            String all = parts[0].show();
            int others0 = 0;
            for (Part part : parts) {
                if (part.number < 0 || !part.show().equals(part instanceof Wheel ? all : parts[1].show())) {
                    others0++;
                }
            }
            System.out.println(all);
            System.out.println(parts[1].show());
            System.out.println(young.show() + ", " + others0 + " differ");
            System.gc();
        } while (Live.update());
        System.out.println(others[19] != null);
    }
}
