package ag;

class Subject {
    static String say() {
        return "text-more" + " " + Side.say();
    }
}
