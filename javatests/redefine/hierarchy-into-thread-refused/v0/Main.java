public class Main {
    public static void main(String[] args) {
        Task task = new Task();
        do {
            System.out.println("Task extends " + task.getClass().getSuperclass().getName());
        } while (Live.update());
    }
}
