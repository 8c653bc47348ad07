"""What may be wrong with a picture, or with using one."""

from domains.common.errors import DomainError, Kind


class NotAPicture(DomainError):
    """The bytes are none of the formats taken, or are damaged."""

    kind = Kind.INVALID
    code = "NOT_A_PICTURE"

    def __init__(self) -> None:
        super().__init__("Send a JPEG, PNG or WebP picture.", path=("file",))


class PictureTooLarge(DomainError):
    """It has too many bytes or pixels; nothing of it was decoded."""

    kind = Kind.INVALID
    code = "PICTURE_TOO_LARGE"

    def __init__(self, message: str) -> None:
        super().__init__(message, path=("file",))


class AlreadyAttached(DomainError):
    """The upload is used by something else."""

    kind = Kind.CONFLICT
    code = "ALREADY_ATTACHED"

    def __init__(self) -> None:
        super().__init__("This picture is used already. Please upload it again.")


class StorageUnavailable(DomainError):
    """The storage of pictures did not do what it was asked to; try again later."""

    kind = Kind.UNAVAILABLE
    code = "STORAGE_UNAVAILABLE"

    def __init__(self) -> None:
        super().__init__("Pictures can't be kept right now. Please try again in a moment.")


class StorageInsideTransaction(DomainError):
    """Somebody would wait for the storage with a transaction, and so locks, in hand: a fault of ours."""

    code = "STORAGE_INSIDE_TRANSACTION"

    def __init__(self) -> None:
        super().__init__("Files are written before a transaction begins, or after it has ended.")


class DrawingTookTooLong(DomainError):
    """The machine had too little time to draw a picture, which may be a good one; try again later."""

    kind = Kind.UNAVAILABLE
    code = "DRAWING_TOOK_TOO_LONG"

    def __init__(self) -> None:
        super().__init__("Pictures can't be drawn right now. Please try again in a moment.")


class PictureSpoilt(DomainError):
    """No renditions can be made of a picture that is kept."""

    code = "PICTURE_SPOILT"
