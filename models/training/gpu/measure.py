"""What the vectors are good for; the same questions and rules as `measure.rs`."""

import torch

KINDS = ["uz", "uz-Cyrl", "ru", "en", "mixed"]
MOST = 1000


@torch.no_grad()
def vectors(model, matrix, numbers, batch=4096):
    model.eval()
    numbers = torch.as_tensor(numbers, device=matrix.device)
    found = [model(matrix[numbers[start: start + batch]]) for start in range(0, len(numbers), batch)]
    return torch.cat(found)


@torch.no_grad()
def services(model, matrix, services, probes):
    """Shares of questions whose service came first and among five, by the nearest text that the index holds."""
    numbers, owners = [], []
    for place, service in enumerate(services):
        own = service.texts + [number for readings, _, indexed in service.questions if indexed for number in readings]
        numbers += own
        owners += [place] * len(own)
    index = vectors(model, matrix, numbers)
    owners = torch.tensor(owners, device=matrix.device)
    asked = [number for readings, _, _ in probes for number in readings]
    of_probe = torch.tensor([place for place, (readings, _, _) in enumerate(probes) for _ in readings], device=matrix.device)
    near = torch.full((len(probes), len(services)), -2.0, device=matrix.device)
    said = vectors(model, matrix, asked)
    for start in range(0, len(asked), 1024):
        close = said[start: start + 1024] @ index.T
        best = torch.full((len(close), len(services)), -2.0, device=matrix.device)
        best.scatter_reduce_(1, owners.expand(len(close), -1), close, "amax")
        near.scatter_reduce_(0, of_probe[start: start + 1024, None].expand(-1, len(services)), best, "amax")
    own = torch.zeros_like(near, dtype=torch.bool)
    for place, (_, _, services_of) in enumerate(probes):
        own[place, services_of] = True
    best = near.masked_fill(~own, -2).amax(1, keepdim=True)
    ranks = ((near >= best) & ~own).sum(1).tolist()
    found = {}
    for kind in KINDS:
        of_kind = [rank for rank, (_, other, _) in zip(ranks, probes) if other == kind]
        if of_kind:
            found[kind] = (sum(rank == 0 for rank in of_kind) / len(of_kind), sum(rank < 5 for rank in of_kind) / len(of_kind),
                           len(of_kind))
    means = [found[kind] for kind in ("uz", "ru", "en") if kind in found]
    found["mean"] = tuple(sum(value[part] for value in means) / len(means) for part in (0, 1)) + (len(probes),)
    return found


@torch.no_grad()
def translations(model, matrix, rows):
    rows = rows[:MOST]
    one, other = vectors(model, matrix, rows[:, 0]), vectors(model, matrix, rows[:, 1])
    near = one @ other.T
    return ((near > near.diagonal()[:, None]).sum(1) == 0).float().mean().item()


def probes(all_services):
    """Held-out questions of the services that training did not see, and of the others."""
    found = {"unseen services": [], "unseen questions": []}
    for place, service in enumerate(all_services):
        for readings, kind, _ in service.held_out:
            found["unseen services" if service.unseen else "unseen questions"].append((readings, kind, [place]))
    return {name: cases for name, cases in found.items() if cases}


def line(name, found):
    cells = [f"{found[kind][0]:.3f} / {found[kind][1]:.3f}" if kind in found else "-" for kind in KINDS + ["mean"]]
    return f"| {name} ({found['mean'][2]}) | " + " | ".join(cells) + " |"
