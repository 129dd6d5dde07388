class Users {
    @Route(path = "/users")
    void list() {}
}
