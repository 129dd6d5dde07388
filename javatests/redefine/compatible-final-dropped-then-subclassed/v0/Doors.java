class Doors {
    static Door make() {
        return new Door();
    }
}
