package io.parley.shop;

/** A name in the shop's two languages. */
public record Names(String zh, String en) {}
