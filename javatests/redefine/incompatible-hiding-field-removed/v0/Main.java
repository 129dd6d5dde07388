public class Main {
    public static void main(String[] args) {
        Child child = new Child();
        do {
            System.out.println(child.label);
        } while (Live.update());
    }
}
