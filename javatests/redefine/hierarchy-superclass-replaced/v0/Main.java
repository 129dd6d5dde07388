public class Main {
    public static void main(String[] args) throws Exception {
        Object dog = new Dog();
        do {
            System.out.println(dog.getClass().getName() + " is a " + dog);
            System.out.println("is Pet: " + dog.getClass().getSuperclass().getName().equals("Pet"));
        } while (Live.update());
    }
}
