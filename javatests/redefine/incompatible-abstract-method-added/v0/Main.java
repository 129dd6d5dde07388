public class Main {
    public static void main(String[] args) {
        Animal animal = new Cow();
        do {
            System.out.println("sound: " + Live.attempt(() -> Zoo.sound(animal)));
        } while (Live.update());
    }
}
