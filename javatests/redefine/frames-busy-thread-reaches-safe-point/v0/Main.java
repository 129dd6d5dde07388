public class Main {
    static volatile String seen = "";

    static void await(String wanted) {
        while (!seen.equals(wanted)) {
            Thread.onSpinWait();
        }
    }

    public static void main(String[] args) {
        Thread thread = new Thread(new Spin());
        thread.setDaemon(true);
        thread.start();
        await("v0");
        System.out.println("spinning");
        while (Live.update()) {
            String now = Spin.step();
            await(now);
            System.out.println("step " + seen + " seen");
        }
    }
}
