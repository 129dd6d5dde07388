public class Main {
    public static void main(String[] args) {
        do {
            try {
                Worker.work();
            } catch (IllegalStateException e) {
                StackTraceElement top = e.getStackTrace()[0];
                System.out.println(top.getFileName() + ":" + top.getLineNumber());
            }
        } while (Live.update());
    }
}
