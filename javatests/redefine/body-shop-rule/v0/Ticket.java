record Ticket(String seat) {}
