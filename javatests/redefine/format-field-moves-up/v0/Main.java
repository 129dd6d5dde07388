public class Main {
    public static void main(String[] args) {
        Vehicle car = new Car("Ann");
        Vehicle bike = new Bike();
        do {
            System.out.println(car.show());
            System.out.println(bike.show());
        } while (Live.update());
    }
}
