"""Read exported WhatsApp group chats and show the informal network inside them."""

__version__ = "0.1.0"
