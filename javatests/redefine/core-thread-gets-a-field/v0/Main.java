public class Main {
    public static void main(String[] args) throws Exception {
        Thread sleeper = new Thread(() -> {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                return;
            }
        });
        sleeper.start();
        do {
            String count = Live.attempt(() -> Thread.class.getMethod("count").invoke(sleeper));
            Thread other = new Thread(() -> {}, "other");
            other.start();
            other.join();
            System.out.println(Thread.currentThread().getName() + " " + Thread.currentThread().getThreadGroup().getName()
                    + (count.equals("NoSuchMethodException") ? "" : " " + count));
        } while (Live.update());
        sleeper.interrupt();
        sleeper.join();
    }
}
