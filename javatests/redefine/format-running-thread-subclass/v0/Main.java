public class Main {
    public static void main(String[] args) throws Exception {
        Worker worker = new Worker();
        worker.start();
        worker.sleeping.await();
        do {
            System.out.println("Worker alive: " + worker.isAlive() + ", jobs: " + worker.jobs());
        } while (Live.update());
        worker.interrupt();
        worker.join();
    }
}
