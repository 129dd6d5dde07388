package st;

class Beside {
    static final String TEXT = String.valueOf('!');
}
