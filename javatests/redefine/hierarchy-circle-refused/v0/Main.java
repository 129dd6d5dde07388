public class Main {
    public static void main(String[] args) {
        Upper lower = new Lower();
        do {
            System.out.println(lower.getClass().getSuperclass().getName() + " above " + lower.getClass().getName());
        } while (Live.update());
    }
}
