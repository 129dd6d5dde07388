public class Main {
    public static void main(String[] args) {
        RuntimeException fault = new TimeoutFault();
        do {
            try {
                throw fault;
            } catch (RetryableException e) {
                System.out.println("retry");
            } catch (RuntimeException e) {
                System.out.println("not caught as RetryableException");
            }
        } while (Live.update());
    }
}
