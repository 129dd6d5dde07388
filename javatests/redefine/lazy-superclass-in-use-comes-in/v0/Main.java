public class Main {
    public static void main(String[] args) {
        Object pet = new Pet();
        Object dog = new Dog();
        int round = 0;
        do {
            Object both = dog;
            if (both instanceof Pet) {
                ((Pet) both).grow();
            }
            ((Pet) pet).grow();
            System.out.println(round++ + ": " + pet + "; " + dog);
        } while (Live.update());
    }
}

class Pet {
    String owner = "Ann";
    int age = 0;

    void grow() {
        age++;
    }

    public String toString() {
        return "Pet of " + owner + " " + age;
    }
}
