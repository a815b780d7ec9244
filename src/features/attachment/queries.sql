-- The bytes of files, in pieces, each file once.

-- attachment_has(digest text) one
-- Whether the bytes are there already.
select count(*) as pieces_n
from attachment_piece p
where p.digest = :digest;

-- attachment_put_piece(digest text, piece int, bytes bytes) do
insert into attachment_piece (digest, piece, bytes)
values (:digest, :piece, :bytes);

-- attachment_pieces(digest text) each
-- In order.
select p.piece, p.bytes
from attachment_piece p
where p.digest = :digest
order by p.piece;
