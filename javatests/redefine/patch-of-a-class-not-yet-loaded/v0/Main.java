public class Main {
    public static void main(String[] args) {
        System.out.println("waiting");
        while (Live.update()) {
            System.out.println(Later.text());
        }
    }
}
