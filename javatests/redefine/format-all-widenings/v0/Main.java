public class Main {
    public static void main(String[] args) {
        Numbers numbers = new Numbers();
        numbers.fill();
        do {
            System.out.println(numbers);
        } while (Live.update());
    }
}
