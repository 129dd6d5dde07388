public class Main {
    public static void main(String[] args) throws Exception {
        Kennel kennel = new Kennel();
        kennel.fill();
        do {
            var guest = Kennel.class.getDeclaredField("guest");
            System.out.println(guest.getType().getName() + " " + guest.get(kennel));
        } while (Live.update());
    }
}
