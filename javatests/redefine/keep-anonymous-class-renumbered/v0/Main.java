public class Main {
    public static void main(String[] args) {
        Object kept = Sizes.make();
        do {
            Object fresh = Sizes.make();
            if (kept.getClass() != fresh.getClass()) {
                System.out.println("they are of two classes");
            }
            System.out.println("kept: " + kept + ", " + kept.getClass().getDeclaredFields().length + " field");
            System.out.println("fresh: " + fresh + ", " + fresh.getClass().getDeclaredFields().length + " field");
        } while (Live.update());
    }
}
