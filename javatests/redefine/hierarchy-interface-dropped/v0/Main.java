public class Main {
    public static void main(String[] args) {
        Job job = new Job();
        Runnable runnable = job;
        Object object = job;
        do {
            System.out.println(Live.attempt("ran", () -> runnable.run()));
            System.out.println("cast: " + Live.attempt("ran", () -> ((Runnable) object).run()));
        } while (Live.update());
    }
}
