package ticketshop;

/**
 * A ticket shop that never closes. Every round a customer presses the buy button, and a line is
 * printed; the loop calls methods each round, so new code is picked up with the next customer.
 *
 * <p>Arguments: number of rounds (0: for ever) and pause between rounds in milliseconds.
 */
public final class Main {
    private Main() {
    }

    public static void main(String[] args) throws InterruptedException {
        long rounds = args.length > 0 ? Long.parseLong(args[0]) : 0;
        long pause = args.length > 1 ? Long.parseLong(args[1]) : 500;
        TicketsSeller seller = new TicketsSeller();
        TicketController controller = new TicketController(new TicketView(), seller, new TicketValidator());
        for (long round = 1; rounds == 0 || round <= rounds; round++) {
            serve(controller, round);
            Thread.sleep(pause);
        }
        System.out.println("closed with " + seller.soldCount() + " tickets sold");
    }

    private static void serve(TicketController controller, long round) {
        String outcome;
        try {
            controller.buyButtonClicked();
            outcome = "sold";
        } catch (RuntimeException e) {
            outcome = "refused (" + e.getMessage() + ")";
        }
        System.out.println("round " + round + ": " + outcome + "; " + controller.status());
    }
}
